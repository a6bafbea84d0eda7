// Follows one session: a snapshot, then the stream until the end, then the closing snapshot.

import { ApiFailure, asFailure } from "../api/client";
import type { EventType, QuestionSession, ResponseUpdateNotification } from "../api/wire";
import { isTerminal } from "./sessionState";

/** The part of an EventSource that is used. */
export interface Stream {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export interface FeedPorts {
  loadSnapshot(): Promise<QuestionSession>;
  openStream(): Stream;
}

export interface FeedListener {
  onSnapshot(session: QuestionSession): void;
  /** A batch: a replay of thousands must not mean thousands of renderings. */
  onEvents(events: ResponseUpdateNotification[]): void;
  /** `null` when the connection works (again). A failure that a retry can't mend ends the feed. */
  onTrouble(failure: ApiFailure | null): void;
}

const EVENT_TYPES: EventType[] = ["response_received", "session_completed", "session_failed"];
const BATCH_MS = 80;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15_000;
const CLOSED = 2;

export class SessionFeed {
  private stream: Stream | null = null;
  private batch: ResponseUpdateNotification[] = [];
  private batchTimer: ReturnType<typeof setTimeout> | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private retryMs = FIRST_RETRY_MS;
  private stopped = false;

  constructor(
    private readonly ports: FeedPorts,
    private readonly listener: FeedListener,
  ) {}

  async start(): Promise<void> {
    let session: QuestionSession;
    try {
      session = await this.ports.loadSnapshot();
    } catch (error) {
      if (this.stopped) return;
      const failure = asFailure(error);
      this.listener.onTrouble(failure);
      if (failure.mayPass) this.retryLater();
      return;
    }
    if (this.stopped) return;
    this.listener.onTrouble(null);
    this.listener.onSnapshot(session);
    if (!isTerminal(session.status)) this.follow();
  }

  stop(): void {
    this.stopped = true;
    this.stream?.close();
    clearTimeout(this.batchTimer);
    clearTimeout(this.retryTimer);
  }

  private follow(): void {
    // After a break the browser reconnects by itself with Last-Event-ID; only a closed stream is ours to open again.
    const stream = this.ports.openStream();
    this.stream = stream;
    for (const type of EVENT_TYPES) stream.addEventListener(type, (event) => this.take(event));
    stream.addEventListener("open", () => {
      if (this.stream !== stream || this.stopped) return;
      this.retryMs = FIRST_RETRY_MS;
      this.listener.onTrouble(null);
    });
    stream.addEventListener("error", () => {
      if (this.stream !== stream || this.stopped) return;
      if (stream.readyState === CLOSED) this.retryLater();
      else this.listener.onTrouble(new ApiFailure(0, "RECONNECTING", "The connection was lost; reconnecting …"));
    });
  }

  private take(message: MessageEvent<string>): void {
    if (this.stopped) return;
    const event = JSON.parse(message.data) as ResponseUpdateNotification;
    this.batch.push(event);
    if (event.event_type !== "response_received") {
      this.stream?.close();
      this.stream = null;
      this.flush();
      // The event tells the outcome; the snapshot tells the rest (times, failures, the final wording).
      void this.start();
      return;
    }
    this.batchTimer ??= setTimeout(() => this.flush(), BATCH_MS);
  }

  private flush(): void {
    clearTimeout(this.batchTimer);
    this.batchTimer = undefined;
    const events = this.batch;
    this.batch = [];
    if (events.length > 0) this.listener.onEvents(events);
  }

  private retryLater(): void {
    this.stream?.close();
    this.stream = null;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => void this.start(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
  }
}
