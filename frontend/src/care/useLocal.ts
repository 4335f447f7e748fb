import { useTranslation } from 'react-i18next';
import { useConfig } from '../api/queries';

/** Instant → HH:MM by the service's clock, by which plans are made, wherever this browser is. */
export function useLocal(): (instant: string) => string {
  const { i18n } = useTranslation();
  const timeZone = useConfig().data?.time_zone;
  return (instant) => new Date(instant).toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit', hour12: false, timeZone });
}
