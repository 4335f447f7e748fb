/** What the page knows: who is signed in, the connection, the alerts. Positions are elsewhere (stream/positions). */
import { useSyncExternalStore } from 'react';
import { create } from 'zustand';
import { api, ApiError } from '../api/client';
import type { AlertState, User } from '../api/types';
import { StreamClient, streamUrl, type Connection } from '../stream/client';
import { positions } from '../stream/positions';
import type { ServerMessage, Viewers } from '../stream/protocol';
import { compareAlerts } from '../stream/reducer';
import { ShownMeter } from './shown';

export type SessionStatus = 'unknown' | 'signed_in' | 'signed_out';
export type EventListener = (event: { kind: string; payload: unknown }) => void;

interface AppState {
  user: User | null;
  session: SessionStatus;
  connection: Connection;
  alerts: ReadonlyMap<number, AlertState>;
  queue: readonly AlertState[];
  /** False until the first snapshot: an empty queue then means nothing. */
  loaded: boolean;
  /** Who looks at what, this desk included. */
  viewers: Viewers;
  restore(): Promise<void>;
  signIn(username: string, password: string): Promise<User>;
  signOut(): Promise<void>;
  /** Takes in an alert from a REST answer or a 409 body, unless the stream already told something newer. */
  merge(alert: AlertState): void;
}

const OFFLINE: Connection = { status: 'connecting', latencyMs: 0, clockOffsetMs: 0, lastHeardAt: null };
const eventListeners = new Set<EventListener>();
let stream: StreamClient | null = null;
const meter = new ShownMeter(() => serverNow(), (alerts) => { stream?.shown(alerts); });

export const useStore = create<AppState>((set, get) => {
  function startStream(): void {
    stream?.stop();
    stream = new StreamClient(streamUrl(window.location), {
      onState: (state, message) => {
        if (state.alerts !== get().alerts) set({ ...queued(state.alerts), loaded: true });
        tell(message);
      },
      onPositions: (frame) => positions.apply(frame),
      onConnection: (connection) => set({ connection }),
      onViewers: (viewers) => set({ viewers }),
      onSignedOut: () => signedOut(),
    });
    stream.start();
  }

  function signedIn(user: User): void {
    set({ user, session: 'signed_in' });
    // The stream tells of whole areas; responders are let into their own tasks only, and ask for those.
    if (user.role !== 'responder') startStream();
  }

  function signedOut(): void {
    stream?.stop();
    stream = null;
    meter.stop();
    positions.reset();
    set({ user: null, session: 'signed_out', connection: OFFLINE, loaded: false, viewers: {}, ...queued(new Map()) });
  }

  return {
    user: null,
    session: 'unknown',
    connection: OFFLINE,
    alerts: new Map(),
    queue: [],
    loaded: false,
    viewers: {},

    async restore() {
      try {
        signedIn(await api.get<User>('/api/me'));
      } catch (error) {
        if (error instanceof ApiError && (error.status === 401 || error.status === 403)) signedOut();
        else throw error;
      }
    },

    async signIn(username, password) {
      await api.post('/api/session', { username, password });
      const user = await api.get<User>('/api/me');
      signedIn(user);
      return user;
    },

    async signOut() {
      try {
        await api.delete('/api/session');
      } finally {
        signedOut();
      }
    },

    merge(alert) {
      const known = get().alerts.get(alert.id);
      if (known && known.version > alert.version) return;
      const alerts = new Map(get().alerts);
      if (alert.handling === 'closed') alerts.delete(alert.id);
      else alerts.set(alert.id, alert);
      set(queued(alerts));
    },
  };
});

function queued(alerts: ReadonlyMap<number, AlertState>): Pick<AppState, 'alerts' | 'queue'> {
  return { alerts, queue: [...alerts.values()].sort(compareAlerts) };
}

function tell(message: ServerMessage): void {
  if (message.type !== 'event') return;
  if (message.kind === 'alert.opened' || message.kind === 'alert.reopened') meter.opened(message.payload as AlertState);
  for (const listener of eventListeners) listener({ kind: message.kind, payload: message.payload });
}

/** For effects of single events (sound, toasts, refetching): state belongs into the hooks below. */
export function onStreamEvent(listener: EventListener): () => void {
  eventListeners.add(listener);
  return () => eventListeners.delete(listener);
}

/** Tells the other desks what is looked at here. */
export const looksAt = (alertId: number | null): void => { stream?.looksAt(alertId); };

const NOBODY: Viewers[string] = [];
export const useViewers = (alertId: number): Viewers[string] => useStore((state) => state.viewers[alertId] ?? NOBODY);

/** All alerts not closed: unanswered first, then by priority and next deadline. */
export const useAlerts = (): readonly AlertState[] => useStore((state) => state.queue);
export const useAlert = (id: number | null): AlertState | undefined =>
  useStore((state) => (id === null ? undefined : state.alerts.get(id)));
export const useConnection = (): Connection => useStore((state) => state.connection);

export function useSession(): Pick<AppState, 'user' | 'session' | 'signIn' | 'signOut'> {
  const user = useStore((state) => state.user);
  const session = useStore((state) => state.session);
  const { signIn, signOut } = useStore.getState();
  return { user, session, signIn, signOut };
}

/** The server's clock now, ms since 1970. */
export const serverNow = (): number => Date.now() + useStore.getState().connection.clockOffsetMs;

interface Ticker { subscribe(listener: () => void): () => void; read(): number }
const tickers = new Map<number, Ticker>();

function createTicker(intervalMs: number): Ticker {
  const listeners = new Set<() => void>();
  let now = serverNow();
  let timer: ReturnType<typeof setInterval> | undefined;
  const move = (): void => {
    now = serverNow();
    for (const listener of listeners) listener();
  };
  return {
    subscribe(listener) {
      if (listeners.size === 0) {
        now = serverNow();
        timer = setInterval(move, intervalMs);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
    read: () => now,
  };
}

function ticker(intervalMs: number): Ticker {
  let found = tickers.get(intervalMs);
  if (!found) tickers.set(intervalMs, (found = createTicker(intervalMs)));
  return found;
}

/** Server-corrected time, ms, that moves every `intervalMs`: one timer per interval for the whole page. */
export function useNow(intervalMs: number): number {
  const { subscribe, read } = ticker(intervalMs);
  return useSyncExternalStore(subscribe, read);
}

/** What `read` makes of that time: renders only when the answer changes, not with every tick. */
export function useNowAs<T extends string | number | boolean>(intervalMs: number, read: (now: number) => T): T {
  const clock = ticker(intervalMs);
  return useSyncExternalStore(clock.subscribe, () => read(clock.read()));
}

/** Calls `tick` with that time now and every `intervalMs`, outside any rendering. Returns how to stop. */
export function onTick(intervalMs: number, tick: (now: number) => void): () => void {
  const clock = ticker(intervalMs);
  const stop = clock.subscribe(() => { tick(clock.read()); });
  tick(clock.read());
  return stop;
}
