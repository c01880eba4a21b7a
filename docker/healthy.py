"""Whether this container works: its dashboard, or its metrics, answer. Exit status 0 they do, 1 they do not.

Python's own library alone: this runs every half minute beside the work.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException

SECONDS = 5.0


def answers(port: int, path: str) -> bool:
    """True when the server of this container at that port says that all is well."""
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def healthy() -> bool:
    """A worker has its metrics' server, the dashboard says itself; one of the two is enough.

    The path is one that the metrics' server answers without asking the database, which may be away for a while.
    """
    metrics = int(os.environ.get("CALLQA_METRICS_PORT") or 0)
    return (metrics > 0 and answers(metrics, "/favicon.ico")) or answers(8501, "/_stcore/health")


if __name__ == "__main__":
    sys.exit(0 if healthy() else 1)
