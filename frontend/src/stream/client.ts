/** The one WebSocket of the page: hello, resume, reconnect, watchdog. Knows nothing of React. */
import { ClockOffset, reconnectDelay } from './backoff';
import { decodePositions, parseMessage, type Hello, type PositionsFrame, type ServerMessage, type Viewers } from './protocol';
import { EMPTY, reduce, type StreamState } from './reducer';

/** The server sends a heartbeat every 2 s; three missing ones mean that the picture cannot be trusted. */
export const WATCHDOG_MS = 6_000;
/** Longer than between two heartbeats: a reason to look again when the network or the tab comes back. */
const QUIET_MS = 3_000;
/** Close codes by which the server says: sign in again. */
const SIGNED_OUT_CODES = new Set([4401, 4403]);

export type StreamStatus = 'live' | 'stale' | 'connecting';
export interface Connection {
  status: StreamStatus;
  latencyMs: number;
  clockOffsetMs: number;
  /** While stale: when the last message came, ms of the local clock. */
  lastHeardAt: number | null;
}

export interface StreamHandlers {
  onState(state: StreamState, message: ServerMessage): void;
  onPositions(frame: PositionsFrame): void;
  onConnection(connection: Connection): void;
  onViewers(viewers: Viewers): void;
  onSignedOut(): void;
}

export class StreamClient {
  private state: StreamState = EMPTY;
  private socket: WebSocket | null = null;
  private attempt = 0;
  private stopped = true;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private tick: ReturnType<typeof setInterval> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private heardAt: number | null = null;
  /** What this desk looks at; undefined: it never said, and asks nothing of others. */
  private viewing: number | null | undefined;
  private readonly clock = new ClockOffset();
  private connection: Connection = { status: 'connecting', latencyMs: 0, clockOffsetMs: 0, lastHeardAt: null };
  private readonly url: string;
  private readonly handlers: StreamHandlers;

  constructor(url: string, handlers: StreamHandlers) {
    this.url = url;
    this.handlers = handlers;
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    window.addEventListener('online', this.reconnectNow);
    document.addEventListener('visibilitychange', this.onVisible);
    this.tick = setInterval(this.onTick, 1_000);
    this.open();
  }

  stop(): void {
    this.stopped = true;
    window.removeEventListener('online', this.reconnectNow);
    document.removeEventListener('visibilitychange', this.onVisible);
    clearInterval(this.tick);
    clearTimeout(this.retry);
    clearTimeout(this.watchdog);
    this.drop();
    this.state = EMPTY;
  }

  /** Tells the others what is looked at here; from then on it is told what they look at. */
  looksAt(alertId: number | null): void {
    this.viewing = alertId;
    if (this.connection.status === 'live') this.sayViewing();
  }

  /** (id, ms) of alerts that this screen has shown. */
  shown(alerts: [number, number][]): void {
    if (this.connection.status === 'live') this.socket?.send(JSON.stringify({ type: 'shown', alerts }));
  }

  private sayViewing(): void {
    if (this.viewing !== undefined) this.socket?.send(JSON.stringify({ type: 'viewing', alert_id: this.viewing }));
  }

  private open(): void {
    clearTimeout(this.retry);
    this.drop();
    const socket = new WebSocket(this.url);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    this.feedWatchdog();
    socket.onopen = () => {
      const { epoch, seq, hole } = this.state;
      const hello: Hello = { type: 'hello', token: null, epoch: hole ? null : epoch, after: hole ? null : seq };
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      this.feedWatchdog();
      this.heardAt = Date.now();
      if (typeof event.data === 'string') this.onText(event.data);
      else this.onBinary(event.data);
    };
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.socket = null;
      if (SIGNED_OUT_CODES.has(event.code)) {
        this.stop();
        this.handlers.onSignedOut();
        return;
      }
      this.lost();
    };
  }

  private onText(text: string): void {
    const message = parseMessage(text);
    if (!message) return;
    if (message.type === 'heartbeat') {
      this.onHeartbeat(message.server_time);
      return;
    }
    if (message.type === 'viewers') {
      this.handlers.onViewers(message.alerts);
      return;
    }
    this.state = reduce(this.state, message);
    if (this.state.hole) {
      // Only a snapshot repairs a hole; asking for one is a new hello.
      this.open();
      return;
    }
    if (message.type !== 'event') {
      this.attempt = 0;
      this.report({ status: 'live', lastHeardAt: null });
      this.sayViewing();
    }
    this.handlers.onState(this.state, message);
  }

  private onBinary(data: ArrayBuffer): void {
    try {
      this.handlers.onPositions(decodePositions(data));
    } catch (error) {
      // A newer layout must not take the alerts down with it.
      console.warn('positions frame ignored', error);
    }
  }

  private onHeartbeat(serverTime: string): void {
    const server = Date.parse(serverTime);
    if (Number.isNaN(server)) return;
    const latencyMs = this.clock.add(server, Date.now());
    this.report({ latencyMs, clockOffsetMs: this.clock.value });
  }

  private feedWatchdog(): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.lost(), WATCHDOG_MS);
  }

  private lost(): void {
    if (this.stopped) return;
    clearTimeout(this.watchdog);
    this.drop();
    this.report({ status: this.state.seq === null ? 'connecting' : 'stale', lastHeardAt: this.heardAt });
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.open(), reconnectDelay(this.attempt++, Math.random()));
  }

  private readonly reconnectNow = (): void => {
    if (this.stopped || (this.connection.status === 'live' && this.quietFor() < QUIET_MS)) return;
    if (this.connection.status === 'live') this.lost();
    this.attempt = 0;
    this.open();
  };

  private readonly onVisible = (): void => {
    if (document.visibilityState !== 'visible') return;
    this.clock.reset();
    this.reconnectNow();
  };

  /** The watchdog's timer stands still while the computer sleeps; the time of day does not. */
  private readonly onTick = (): void => {
    if (this.connection.status !== 'live' || this.quietFor() < WATCHDOG_MS) return;
    this.clock.reset();
    this.reconnectNow();
  };

  private quietFor(): number {
    return this.heardAt === null ? 0 : Date.now() - this.heardAt;
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private report(change: Partial<Connection>): void {
    this.connection = { ...this.connection, ...change };
    this.handlers.onConnection(this.connection);
  }
}

export function streamUrl(at: Location): string {
  return `${at.protocol === 'https:' ? 'wss' : 'ws'}://${at.host}/api/stream`;
}
