/** Choose a table, check it, look at what is wrong, take it in. */
import { useQueryClient } from '@tanstack/react-query';
import { Download, FileCheck2, FileUp } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportJob } from '../api/types';
import { Button } from '../ui/Button';
import { errorText } from '../ui/errorText';
import { FAULTS_SHOWN, useFaults, useImport, useStartImport, type Order } from './queries';

const ACCEPTED = '.csv,.tsv,.txt,.xlsx,.xls,.ods';
const COUNTS = ['created', 'updated', 'unchanged', 'faulty', 'warned', 'homeless'] as const;

export function ImportPanel() {
  const { t } = useTranslation('gear');
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [existing, setExisting] = useState<Order['existing']>('skip');
  const [jobId, setJobId] = useState<number | null>(null);
  const { data: job } = useImport(jobId);
  const start = useStartImport((made) => { setJobId(made.id); });
  const ended = job !== undefined && job.state !== 'running';
  const busy = start.isPending || (jobId !== null && !ended);
  useEffect(() => {
    if (ended && !job.dry_run) void client.invalidateQueries({ queryKey: ['devices'] });
  }, [client, ended, job?.dry_run]);
  const send = (dryRun: boolean): void => { if (file) start.mutate({ file, dryRun, existing }); };
  return (
    <section className="panel" aria-labelledby="import-title">
      <h2 id="import-title">{t('import.title')}</h2>
      <p>{t('import.intro')}</p>
      <p className="panel-links">
        <a className="btn ghost" href="/api/imports/template.xlsx" download><Download aria-hidden="true" />{t('import.template')} XLSX</a>
        <a className="btn ghost" href="/api/imports/template.csv" download><Download aria-hidden="true" />{t('import.template')} CSV</a>
      </p>
      <label className="field">
        <span>{t('import.file')}</span>
        <input type="file" accept={ACCEPTED} onChange={(event) => { setFile(event.target.files?.[0] ?? null); setJobId(null); start.reset(); }} />
      </label>
      <label className="field">
        <span>{t('import.existing')}</span>
        <select value={existing} onChange={(event) => { setExisting(event.target.value === 'update' ? 'update' : 'skip'); }}>
          <option value="skip">{t('import.skip')}</option>
          <option value="update">{t('import.update')}</option>
        </select>
      </label>
      <div className="panel-actions">
        <Button icon={<FileCheck2 aria-hidden="true" />} disabled={!file || busy} onClick={() => { send(true); }}>{t('import.check')}</Button>
        <Button
          variant="primary" icon={<FileUp aria-hidden="true" />} onClick={() => { send(false); }}
          disabled={!file || busy || !(job?.dry_run && job.state === 'done')}
        >
          {t('import.run')}
        </Button>
      </div>
      {start.error ? <p className="devices-note bad" role="alert">{t('import.failed', { reason: detail(start.error) })}</p> : null}
      {job ? <Outcome job={job} /> : null}
    </section>
  );
}

/** The service says in both languages what is wrong with a file. */
function detail(error: unknown): string {
  return error instanceof Error && 'status' in error && error.status === 400 ? error.message : errorText(error);
}

function Outcome({ job }: { job: ImportJob }) {
  const { t } = useTranslation('gear');
  const share = job.total > 0 ? job.done / job.total : 1;
  return (
    <div className="outcome" role="status">
      <h3>{t(job.dry_run ? 'import.checked' : 'import.imported', { file: job.file_name })} · {t(`import.state.${job.state}`)}</h3>
      {job.state === 'running' ? (
        <progress value={share} max={1} aria-label={t('import.progress', { done: job.done, total: job.total })} />
      ) : null}
      <p>{t('import.progress', { done: job.done, total: job.total })}</p>
      <dl>
        {COUNTS.filter((name) => job[name] > 0).map((name) => (
          <div key={name} className={name === 'faulty' ? 'bad' : ''}><dt>{t(`import.counts.${name}`)}</dt><dd>{job[name]}</dd></div>
        ))}
      </dl>
      {job.ignored.length > 0 ? <p>{t('import.ignored', { names: job.ignored.join('、') })}</p> : null}
      {job.detail ? <p className="devices-note bad">{job.detail}</p> : null}
      <Faults job={job} />
    </div>
  );
}

function Faults({ job }: { job: ImportJob }) {
  const { t, i18n } = useTranslation('gear');
  const { data } = useFaults(job);
  if (!data || data.items.length === 0) return null;
  const chinese = i18n.language !== 'en';
  return (
    <>
      <p className="panel-links">
        <a className="btn ghost" href={`/api/imports/${String(job.id)}/faults.xlsx`} download><Download aria-hidden="true" />{t('import.report')} XLSX</a>
        <a className="btn ghost" href={`/api/imports/${String(job.id)}/faults.csv`} download><Download aria-hidden="true" />{t('import.report')} CSV</a>
      </p>
      <ol className="faults" aria-label={t('import.faults')}>
        {data.items.map((row) => (
          <li key={row.id}>
            <b>{t('import.row', { row: row.id })}</b>
            {row.faults.map((one) => (
              <span key={one.column + one.code} className={one.error ? 'bad' : ''}>{one.column}{chinese ? '：' : ': '}{chinese ? one.zh : one.en}</span>
            ))}
          </li>
        ))}
      </ol>
      {job.faulty + job.warned > FAULTS_SHOWN ? <p>{t('import.moreFaults')}</p> : null}
    </>
  );
}
