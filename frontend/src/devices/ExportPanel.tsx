/** The registry as a table; there has to be a reason. */
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

const FILES = ['elders.xlsx', 'elders.csv', 'devices.xlsx', 'devices.csv'] as const;

export function ExportPanel() {
  const { t, i18n } = useTranslation('gear');
  const [reason, setReason] = useState('');
  const given = reason.trim().length > 1;
  const query = new URLSearchParams({ reason: reason.trim(), lang: i18n.language === 'en' ? 'en' : 'zh' });
  return (
    <section className="panel" aria-labelledby="export-title">
      <h2 id="export-title">{t('export.title')}</h2>
      <p>{t('export.note')}</p>
      <label className="field">
        <span>{t('export.reason')}</span>
        <input value={reason} maxLength={500} onChange={(event) => { setReason(event.target.value); }} />
      </label>
      <p className="panel-links">
        {FILES.map((file) => {
          const [what, form] = file.split('.') as ['elders' | 'devices', string];
          const text = <><Download aria-hidden="true" />{t(`export.${what}`)} {form.toUpperCase()}</>;
          return given
            ? <a key={file} className="btn" href={`/api/exports/${file}?${query.toString()}`} download>{text}</a>
            : <button key={file} type="button" className="btn" disabled>{text}</button>;
        })}
      </p>
    </section>
  );
}
