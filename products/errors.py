"""What the catalogue refuses."""


class NothingToSell(Exception):
    """A page cannot be published: its product has no variant, or is archived."""

    def __init__(self, page_id: int, title: str) -> None:
        super().__init__(f"page {page_id} has nothing to sell")
        self.page_id = page_id
        self.title = title
