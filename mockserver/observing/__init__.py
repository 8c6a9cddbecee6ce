"""What is told of the exchanges there were."""
