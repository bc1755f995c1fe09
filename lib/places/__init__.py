"""Where files lie: in a folder of this process, or in a place that several processes share."""
