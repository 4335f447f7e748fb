import { useTranslation } from 'react-i18next';

/** A stretch of time in words, to the minute. */
export function useDuration(): (ms: number) => string {
  const { t } = useTranslation('playback');
  return (ms) => {
    const minutes = Math.round(ms / 60_000);
    return minutes < 60 ? t('minutes', { count: minutes }) : t('hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  };
}
