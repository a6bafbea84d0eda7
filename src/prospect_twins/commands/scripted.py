"""`prospect-twins scripted-model`."""
