"""What pages hold about people."""

from core.personal_data import PersonalData, register

register(
    PersonalData(
        model="home.ArticlePage",
        fields=("author",),
        purpose="To say who wrote an article (legitimate interest, GDPR art. 6(1)(f)).",
        kept="As long as the article is there.",
    )
)
