import { useTranslation } from 'react-i18next';
import { serverNow } from '../../state/store';
import { toField } from './times';

const HOUR_MS = 3_600_000;

/** When a directive begins: now (''), or at a time of a datetime-local field. */
export function StartField({ value, onChange, className, invalid = false }: { value: string; onChange: (value: string) => void; className: string; invalid?: boolean }) {
  const { t } = useTranslation('plans');
  return (
    <>
      <label className={className}>
        {t('directives.starts')}
        <select value={value === '' ? 'now' : 'later'} onChange={(e) => { onChange(e.target.value === 'now' ? '' : toField(serverNow() + HOUR_MS)); }}>
          <option value="now">{t('directives.startsNow')}</option>
          <option value="later">{t('directives.startsLater')}</option>
        </select>
      </label>
      {value === '' ? null : (
        <label className={className}>
          {t('directives.from')}
          <input type="datetime-local" value={value} aria-invalid={invalid} onChange={(e) => { onChange(e.target.value || toField(serverNow() + HOUR_MS)); }} />
        </label>
      )}
    </>
  );
}
