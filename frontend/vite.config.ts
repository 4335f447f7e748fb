import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
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
