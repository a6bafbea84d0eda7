"""The scripted model: keyless, deterministic, public. For tests, and for trying the service without any model.

It answers in the first person out of the facts that it finds in the prompt, and follows a JSON schema where one is
asked for. It understands nothing: what it says proves that the service works, never what customers think. Its name is
"scripted" wherever a model's name is shown.
"""
