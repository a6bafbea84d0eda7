"""The bound of a submission: a FastAPI route that validates the same body and writes nothing. `… PORT`"""

import sys

import uvicorn
from fastapi import FastAPI

from prospect_twins.api.schemas import QuestionSubmitRequest

app = FastAPI()


@app.get("/")
async def ready() -> str:
    return "ready"


@app.post("/submit")
async def submit(body: QuestionSubmitRequest) -> int:
    return len(body.prospect_ids)


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), http="httptools", log_level="warning", access_log=False)
