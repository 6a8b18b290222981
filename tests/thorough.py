"""Whether everything is tried, as `make proof` does, or something of every kind, as `make test` does."""

import os

IS_THOROUGH = "DUTYBELL_THOROUGH" in os.environ
