from home.models.home import HomePage
from home.models.journal import ArticleIndexPage, ArticlePage

__all__ = ["ArticleIndexPage", "ArticlePage", "HomePage"]
