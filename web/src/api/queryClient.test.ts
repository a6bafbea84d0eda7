import { MutationObserver, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiFailure } from "./client";
import { newQueryClient, typingPause } from "./queryClient";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a read that fails", () => {
  const asked = async (status: number) => {
    const client = newQueryClient();
    const read = vi.fn(() => Promise.reject(new ApiFailure(status, "SOME", "It says why.")));
    const ended = client
      .fetchQuery({ queryKey: ["any"], queryFn: read, retry: client.getDefaultOptions().queries?.retry ?? false })
      .catch(() => null);
    await vi.advanceTimersByTimeAsync(10_000);
    await ended;
    return read.mock.calls.length;
  };

  it.each([
    [0, 3],
    [503, 3],
    [429, 3],
    [404, 1],
    [422, 1],
    [401, 1],
  ])("with status %i is tried %i times", async (status, times) => {
    expect(await asked(status)).toBe(times);
  });
});

describe("a write that succeeds", () => {
  it("makes what is shown read anew, and forgets the rest", async () => {
    const client = newQueryClient();
    const read = vi.fn(() => Promise.resolve("read"));
    const stop = new QueryObserver(client, { queryKey: ["shown"], queryFn: read }).subscribe(() => undefined);
    client.setQueryData(["left"], "of an earlier page");
    await vi.advanceTimersByTimeAsync(0);
    await new MutationObserver(client, { mutationFn: () => Promise.resolve() }).mutate();
    await vi.advanceTimersByTimeAsync(0);
    expect(read).toHaveBeenCalledTimes(2);
    expect(client.getQueryData(["left"])).toBeUndefined();
    stop();
  });
});

describe("typing", () => {
  const typed = (client = newQueryClient()) => {
    const asked: string[] = [];
    const show = (text: string) => ({
      queryKey: ["list", text],
      queryFn: async (context: Parameters<typeof typingPause>[0]) => {
        await typingPause(context, 250);
        asked.push(text);
        return text;
      },
    });
    return { observer: new QueryObserver(client, show("")), show, asked };
  };

  it("is waited for even while the first answer is on its way", async () => {
    const { observer, show, asked } = typed();
    const stop = observer.subscribe(() => undefined);
    for (const text of ["n", "nu", "nur"]) observer.setOptions(show(text));
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([""]);
    await vi.advanceTimersByTimeAsync(250);
    expect(asked).toEqual(["", "nur"]);
    stop();
  });

  it("is waited for, but not before the first letter", async () => {
    const { observer, show, asked } = typed();
    const stop = observer.subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([""]);
    observer.setOptions(show("n"));
    await vi.advanceTimersByTimeAsync(100);
    observer.setOptions(show("nu"));
    await vi.advanceTimersByTimeAsync(249);
    expect(asked).toEqual([""]);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toEqual(["", "nu"]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual(["", "nu"]);
    stop();
  });
});
