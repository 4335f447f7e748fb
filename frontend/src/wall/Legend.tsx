import { useTranslation } from 'react-i18next';
import type { Priority } from '../api/types';
import { SeverityShape } from '../ui/SeverityShape';

const PRIORITIES: readonly Priority[] = [1, 2, 3, 4];

export function Legend() {
  const { t } = useTranslation(['wall', 'common']);
  return (
    <ul className="wall-legend" aria-label={t('legend.title')}>
      {PRIORITIES.map((priority) => (
        <li key={priority}><SeverityShape priority={priority} />{t(`common:priority.${priority}`)}</li>
      ))}
      <li><Dot className="home" />{t('legend.home')}</li>
      <li><Dot className="outside" big />{t('legend.outside')}</li>
      <li><Dot className="fading" />{t('legend.fading')}</li>
      <li><Dot className="offline" hollow />{t('legend.offline')}</li>
    </ul>
  );
}

function Dot({ className, big = false, hollow = false }: { className: string; big?: boolean; hollow?: boolean }) {
  return (
    <svg viewBox="0 0 24 24" className={`dot ${className}`} aria-hidden="true">
      {hollow
        ? <circle cx="12" cy="12" r="6.5" fill="none" stroke="currentColor" strokeWidth="3.4" />
        : <circle cx="12" cy="12" r={big ? 8.5 : 6} fill="currentColor" />}
    </svg>
  );
}
