import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** A packed copy beside every text, which the service sends as it is: nothing is packed twice. */
const packed: Plugin = {
  name: 'packed',
  apply: 'build',
  generateBundle: {
    order: 'post', // Vite itself still writes into the scripts before
    async handler(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (!/\.(js|css|json|svg)$/.test(file.fileName)) continue;
        const text = file.type === 'chunk' ? file.code : file.source;
        this.emitFile({ type: 'asset', fileName: `${file.fileName}.gz`, source: await gzip(text) });
      }
    },
  },
};

async function gzip(source: string | Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([source as BlobPart]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export default defineConfig({
  plugins: [react(), packed],
  base: '/',
  // MapLibre 6 ships its worker as an ES module only.
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The map engine alone is about 1 MB before gzip; it has its own chunk and is loaded on demand.
    chunkSizeWarningLimit: 1200,
  },
  server: {
    port: 5173,
    proxy: { '/api': { target: 'http://127.0.0.1:8000', ws: true } },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    css: { include: [/\?raw$/] }, // the sheets themselves are under test in ui/colours.test.ts
  },
});
