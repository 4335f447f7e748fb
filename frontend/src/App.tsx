import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Routes } from './routes/Routes';
import { CrashBoundary } from './routes/CrashBoundary';
import { restoreSession } from './state/session';
import { Toaster } from './ui/Toast';

const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: 1, refetchOnWindowFocus: false, staleTime: 10_000 },
    // By default an act waits for the network, then happens by itself, when its user has turned to another case.
    mutations: { networkMode: 'always' },
  },
});

export function App() {
  useEffect(() => restoreSession(), []);
  return (
    <QueryClientProvider client={queries}>
      <CrashBoundary>
        <Routes />
      </CrashBoundary>
      <Toaster />
    </QueryClientProvider>
  );
}
