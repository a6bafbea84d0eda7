"""The HTTP and WebSocket API: the spec's wire models, and routes that each call one thing below."""
