"""Problems of the literature, each with its source and the best objectives that were published."""
