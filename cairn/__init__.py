"""The command line: the one room that knows both the service and the training."""
