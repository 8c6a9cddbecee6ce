"""What makes it safe to test a live account: a gateway that every request passes, and a ledger of what was created."""
