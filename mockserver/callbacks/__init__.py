"""The requests that an API sends itself, by callbacks and webhooks: made of the document, sent, and recorded."""
