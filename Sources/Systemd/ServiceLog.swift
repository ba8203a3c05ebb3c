package import Logging
