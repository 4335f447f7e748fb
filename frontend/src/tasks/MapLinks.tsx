import { MapPin } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** `geo:` opens whatever map the phone has, and tells nobody else; Amap is for phones that do not know it. */
export function MapLinks({ at, label }: { at: { lat: number; lon: number }; label: string }) {
  const { t } = useTranslation('tasks');
  const place = `${String(at.lat)},${String(at.lon)}`;
  const amap = `https://uri.amap.com/marker?position=${String(at.lon)},${String(at.lat)}&coordinate=wgs84&callnative=1`;
  return (
    <span className="tasks-map">
      <a className="btn" href={`geo:${place}?q=${place}`}><MapPin aria-hidden="true" />{label}</a>
      <a className="btn ghost" href={amap} target="_blank" rel="noreferrer">{t('mine.amap')}</a>
    </span>
  );
}
