import { afterEach, expect, it, vi } from 'vitest';
import { ANSWER_MS, api, ApiError } from './client';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A network that takes everything and gives nothing back. */
function silence(): void {
  vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => { reject(signal.reason as Error); });
  }));
}

it('gives a request up that nobody answers', async () => {
  const late = new AbortController();
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(late.signal);
  silence();
  const claim = api.post('/api/alerts/1/claim', { version: 1 });
  expect(timeout).toHaveBeenCalledWith(ANSWER_MS);
  late.abort(new DOMException('', 'TimeoutError'));
  await expect(claim).rejects.toMatchObject({ status: 0, kind: 'network' });
  await expect(claim).rejects.toBeInstanceOf(ApiError);
});

it('hands on that its caller no longer wants the answer', async () => {
  const unwanted = new AbortController();
  silence();
  const page = api.get('/api/elders', {}, unwanted.signal);
  unwanted.abort();
  await expect(page).rejects.toMatchObject({ name: 'AbortError' });
});

it('lets a large table take its time', async () => {
  vi.stubGlobal('fetch', (_: string, { signal }: RequestInit) => Promise.resolve(new Response(JSON.stringify(signal ?? 'no limit'))));
  await expect(api.upload('/api/imports', new Blob(['x']))).resolves.toBe('no limit');
});
