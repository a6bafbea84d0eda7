import { queryOptions } from "@tanstack/react-query";
import { typingPause } from "../api/queryClient";
import { estimateQuestion } from "../api/sessions";
import { isSendable, problemsOf, requestOf, type Draft } from "../workspace/draft";
import { withImage } from "./imageFile";

const TYPING_MS = 700;

/** What asking the draft would take; nothing is asked about a draft that can't be sent. */
export function estimateQuery(draft: Draft) {
  const { image } = draft;
  const request = requestOf(draft);
  return queryOptions({
    queryKey: ["estimate", request, image && [image.name, image.size, image.lastModified]],
    queryFn: async (context) => {
      await typingPause(context, TYPING_MS);
      return estimateQuestion(await withImage(request, image), context.signal);
    },
    enabled: isSendable(problemsOf(draft)),
    retry: false, // an estimate never stands in the way, so it is not waited for
  });
}
