/** Typed access to the REST API. Every failure is an `ApiError`, also when the network itself fails. */
import type { paths } from './schema';

/** The server's addresses with their ids filled in: one that it does not have does not compile. */
type Filled<P extends string> = P extends `${infer Head}{${string}}${infer Tail}` ? `${Head}${string | number}${Filled<Tail>}` : P;
export type ApiPath = Filled<keyof paths & string>;

export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  [extra: string]: unknown;
}

export class ApiError extends Error {
  /** HTTP status; 0 when no answer arrived. */
  readonly status: number;
  /** The problem's stable `kind`: the key by which the interface translates it. */
  readonly kind: string;
  readonly title: string;
  readonly detail: string;
  readonly body: Problem;

  constructor(status: number, body: Problem) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.kind = problemKind(status, body);
    this.title = body.title ?? '';
    this.detail = body.detail ?? '';
    this.body = body;
  }
}

function problemKind(status: number, body: Problem): string {
  if (typeof body.kind === 'string') return body.kind;
  const last = body.type?.split(/[/:#]/).filter(Boolean).at(-1);
  if (last && last !== 'blank') return last.replaceAll('-', '_');
  return status === 0 ? 'network' : `http_${status}`;
}

/**
 * A network that changed leaves connections on which nothing is ever answered, and the system gives those up after
 * minutes only. Until then one claim on its way would hold up every other key of the desk.
 */
export const ANSWER_MS = 15_000;

type Query = Record<string, string | number | boolean | null | undefined>;
interface Options { query?: Query; body?: unknown; signal?: AbortSignal }

function address(path: string, query?: Query): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value != null && value !== '') params.set(key, String(value));
  }
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

async function request<T>(method: string, path: string, { query, body, signal }: Options = {}): Promise<T> {
  const init: RequestInit = { method, credentials: 'same-origin', headers: { accept: 'application/json' } };
  if (body instanceof Blob) {
    init.body = body; // a large table on a slow line may take its time
  } else {
    const late = AbortSignal.timeout(ANSWER_MS);
    init.signal = signal ? AbortSignal.any([signal, late]) : late;
    if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers = { accept: 'application/json', 'content-type': 'application/json' };
    }
  }
  let response: Response;
  let text: string;
  try {
    response = await fetch(address(path, query), init);
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError(0, { title: 'Network error', detail: String(cause) });
  }
  const data: unknown = text ? parse(text) : undefined;
  if (!response.ok) {
    const problem = data && typeof data === 'object' ? (data as Problem) : { title: response.statusText };
    throw new ApiError(response.status, problem);
  }
  return data as T;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's HTML error page: the status says enough.
    return undefined;
  }
}

export const api = {
  get: <T>(path: ApiPath, query?: Query, signal?: AbortSignal) => request<T>('GET', path, { query, signal }),
  post: <T>(path: ApiPath, body?: unknown) => request<T>('POST', path, { body: body ?? {} }),
  upload: <T>(path: ApiPath, file: Blob, query?: Query) => request<T>('POST', path, { body: file, query }),
  patch: <T>(path: ApiPath, body: unknown) => request<T>('PATCH', path, { body }),
  put: <T>(path: ApiPath, body: unknown) => request<T>('PUT', path, { body }),
  delete: <T = void>(path: ApiPath, query?: Query) => request<T>('DELETE', path, { query }),
};
