import { useTranslation } from 'react-i18next';
import type { Script } from '../../api/types';
import { Button } from '../../ui/Button';
import { when } from '../when';
import { useVersions } from './queries';

/** Who wrote what when; an earlier one can be loaded into the editor, and saved again as the newest. */
export function Versions({ script, onLoad }: { script: Script; onLoad: (version: Script) => void }) {
  const { t } = useTranslation('settings');
  const { data } = useVersions(script);
  if (!data) return null;
  return (
    <>
      <h3>{t('script.history')}</h3>
      {data.length === 0 ? <p className="set-note">{t('script.historyNone')}</p> : null}
      <ol className="set-versions" aria-label={t('script.history')}>
        {data.map((one) => (
          <li key={one.version}>
            <span>
              {t('script.writtenBy', { version: one.version, name: one.edited_by, time: one.edited_at ? when(one.edited_at) : '' })}
              <p>{one.is_default ? t('script.defaultVersion') : one.say}</p>
            </span>
            <Button aria-label={`${t('script.load')} ${String(one.version)}`} onClick={() => { onLoad(one); }}>{t('script.load')}</Button>
          </li>
        ))}
      </ol>
    </>
  );
}
