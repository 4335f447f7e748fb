import { useTranslation } from 'react-i18next';
import type { Hours } from './queries';

/** 0 is Monday. */
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export const USUAL: Hours = { days: DAYS.map((_, day) => day), starts: '09:00', ends: '11:00', topics: '', active: true };

/** HH:MM compare as text. */
export const complete = ({ days, starts, ends, active }: Hours): boolean => (days.length > 0 || !active) && starts !== '' && starts < ends;

/** On which days, from when until when, what about. */
export function HoursFields({ hours, onChange }: { hours: Hours; onChange: (hours: Hours) => void }) {
  const { t } = useTranslation(['care', 'plans']);
  const toggle = (day: number): void => {
    onChange({ ...hours, days: hours.days.includes(day) ? hours.days.filter((one) => one !== day) : [...hours.days, day].sort() });
  };
  return (
    <>
      <fieldset className="care-choices days">
        <legend>{t('days')}</legend>
        {DAYS.map((name, day) => <label key={name}><input type="checkbox" checked={hours.days.includes(day)} onChange={() => { toggle(day); }} />{t(`plans:curfew.day.${name}`)}</label>)}
      </fieldset>
      <div className="care-hours">
        <label>{t('starts')}<input type="time" required value={hours.starts} onChange={(e) => { onChange({ ...hours, starts: e.target.value }); }} /></label>
        <label>{t('ends')}<input type="time" required value={hours.ends} onChange={(e) => { onChange({ ...hours, ends: e.target.value }); }} /></label>
      </div>
      <label>{t('topics')}<textarea rows={3} maxLength={4000} value={hours.topics} onChange={(e) => { onChange({ ...hours, topics: e.target.value }); }} /></label>
    </>
  );
}
