"""The service worker of /field. It stands at the root, for a worker serves what lies beneath its own address."""

from fsm_app.common import frontend_assets

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""The worker's built source; without one, a worker that does nothing."""
	context.worker = frontend_assets.worker()
