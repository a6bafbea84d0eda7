import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiFailure } from "../api/client";
import type { QuestionSession, ResponseUpdateNotification } from "../api/wire";
import { SessionFeed, type Stream } from "./feed";

class FakeStream implements Stream {
  readyState = 1;
  private readonly listeners = new Map<string, (event: MessageEvent<string>) => void>();

  addEventListener(type: string, listener: (event: MessageEvent<string>) => void) {
    this.listeners.set(type, listener);
  }

  close() {
    this.readyState = 2;
  }

  send(event: Partial<ResponseUpdateNotification> & Pick<ResponseUpdateNotification, "event_type">) {
    this.listeners.get(event.event_type)?.({ data: JSON.stringify(event) } as MessageEvent<string>);
  }

  fail(readyState: number) {
    this.readyState = readyState;
    this.listeners.get("error")?.({} as MessageEvent<string>);
  }
}

function follow(...snapshots: (Partial<QuestionSession> | ApiFailure)[]) {
  const streams: FakeStream[] = [];
  const seen = { snapshots: [] as string[], batches: [] as number[][], troubles: [] as (string | null)[] };
  const loadSnapshot = vi.fn(async () => {
    const next = snapshots.length > 1 ? snapshots.shift() : snapshots[0];
    if (next instanceof ApiFailure) throw next;
    return next as QuestionSession;
  });
  const feed = new SessionFeed(
    {
      loadSnapshot,
      openStream: () => {
        const stream = new FakeStream();
        streams.push(stream);
        return stream;
      },
    },
    {
      onSnapshot: (session) => seen.snapshots.push(session.status),
      onEvents: (events) => seen.batches.push(events.map((event) => event.event_id)),
      onTrouble: (failure) => seen.troubles.push(failure?.code ?? null),
    },
  );
  return { feed, streams, seen, loadSnapshot };
}

const running = { status: "in_progress" } as const;
const done = { status: "completed" } as const;
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the feed of a session", () => {
  it("opens no stream for a session that has ended", async () => {
    const { feed, streams, seen } = follow(done);
    await feed.start();
    expect(seen.snapshots).toEqual(["completed"]);
    expect(streams).toHaveLength(0);
  });

  it("hands on a burst of events in one batch", async () => {
    const { feed, streams, seen } = follow(running);
    await feed.start();
    for (let id = 1; id <= 500; id += 1) streams[0]?.send({ event_type: "response_received", event_id: id });
    expect(seen.batches).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(100);
    expect(seen.batches).toHaveLength(1);
    expect(seen.batches[0]).toHaveLength(500);
  });

  it("closes with the terminal event and fetches the closing snapshot, with nothing held back", async () => {
    const { feed, streams, seen } = follow(running, done);
    await feed.start();
    streams[0]?.send({ event_type: "response_received", event_id: 1 });
    streams[0]?.send({ event_type: "session_completed", event_id: 2 });
    await settle();
    expect(seen.batches).toEqual([[1, 2]]);
    expect(streams[0]?.readyState).toBe(2);
    expect(seen.snapshots).toEqual(["in_progress", "completed"]);
  });

  it("leaves reconnecting to the browser, and says so", async () => {
    const { feed, streams, seen } = follow(running);
    await feed.start();
    streams[0]?.fail(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(streams).toHaveLength(1);
    expect(seen.troubles.at(-1)).toBe("RECONNECTING");
  });

  it("starts over when the browser has given the stream up", async () => {
    const { feed, streams, loadSnapshot } = follow(running);
    await feed.start();
    streams[0]?.fail(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(loadSnapshot).toHaveBeenCalledTimes(2);
    expect(streams).toHaveLength(2);
  });

  it("tries again, ever more slowly, while the service is away", async () => {
    const { feed, seen, loadSnapshot } = follow(new ApiFailure(0, "UNREACHABLE", "Away."));
    await feed.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(seen.troubles[0]).toBe("UNREACHABLE");
    expect(loadSnapshot.mock.calls.length).toBeGreaterThan(3);
    expect(loadSnapshot.mock.calls.length).toBeLessThan(10);
  });

  it("does not ask again for a session that does not exist", async () => {
    const { feed, loadSnapshot } = follow(new ApiFailure(404, "SESSION_NOT_FOUND", "There is no such session."));
    await feed.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(loadSnapshot).toHaveBeenCalledTimes(1);
  });

  it("is silent once stopped", async () => {
    const { feed, streams, seen } = follow(running);
    await feed.start();
    feed.stop();
    streams[0]?.send({ event_type: "response_received", event_id: 1 });
    streams[0]?.fail(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(seen.batches).toEqual([]);
    expect(streams).toHaveLength(1);
  });
});
