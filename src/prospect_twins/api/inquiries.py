"""From a request's body to what the services are asked: for a new session and for its estimate alike."""

from prospect_twins.api import schemas
from prospect_twins.domain.question_forms import QuestionForm
from prospect_twins.services.asking import Inquiry


def inquiry_of(body: schemas.QuestionSubmitRequest) -> Inquiry:
    """What the request asks, as the service takes it."""
    return Inquiry(
        body.question,
        body.prospect_ids,
        context=body.context or {},
        image_base64=body.image_base64,
        image_mime_type=body.image_mime_type,
        form=QuestionForm(body.question_kind, tuple(body.options), body.scale, body.scale_method),
        parent_session_id=body.parent_session_id,
        parent_answers=body.parent_answers.read() if body.parent_answers else None,
    )
