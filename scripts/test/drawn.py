"""What stands in a figure."""

from fenceline.plots import plotting


def texts(fig):
    return [t.get_text() for t in fig.findobj(plotting.plt.Text) if t.get_text()]
