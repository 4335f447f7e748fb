import { Component, type ReactNode } from 'react';
import { i18next } from '../i18n';

/** An unattended wall must come back by itself after an error in drawing. */
const RELOAD_AFTER_MS = 10_000;

export class CrashBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: Error): void {
    console.error(error);
    setTimeout(() => window.location.reload(), RELOAD_AFTER_MS);
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <main className="center-note" role="alert">
        <p>{i18next.t('error.crash')}</p>
        <button type="button" className="btn primary" onClick={() => { window.location.reload(); }}>{i18next.t('actions.retry')}</button>
      </main>
    );
  }
}
