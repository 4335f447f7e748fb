/** The words of calls: a kind on the left, its words in the middle, what the desk makes of them on the right. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfig } from '../../api/queries';
import { useScripts } from '../../desk/script/queries';
import type { Language } from '../../i18n';
import { errorText } from '../../ui/errorText';
import { SeverityShape } from '../../ui/SeverityShape';
import { ScriptEditor } from './ScriptEditor';

const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];

export function Scripts() {
  const { t, i18n } = useTranslation(['settings', 'common']);
  const { data: config } = useConfig();
  const { data, error } = useScripts();
  const kinds = config?.kinds ?? [];
  const [kind, setKind] = useState('outside_home');
  const [language, setLanguage] = useState<Language>(i18n.language === 'en' ? 'en' : 'zh-CN');
  const changed = (one: string): boolean => data?.items.some((s) => s.kind === one && !s.is_default) ?? false;
  const script = data?.items.find((one) => one.kind === kind && one.language === language);
  return (
    <div className="set-split">
      <nav aria-label={t('script.kinds')}>
        {kinds.map((one) => (
          <button key={one.kind} type="button" className="set-pick" aria-current={one.kind === kind ? 'true' : undefined} onClick={() => { setKind(one.kind); }}>
            <SeverityShape priority={one.priority} />
            <span>{t(`common:kind.${one.kind}`)}</span>
            {changed(one.kind) ? <small className="set-tag own">{t('script.own')}</small> : null}
          </button>
        ))}
      </nav>
      {error ? <p className="bad" role="alert">{t('readFailed', { reason: errorText(error) })}</p> : null}
      {data && script ? (
        <ScriptEditor key={`${kind} ${language}`} script={script} placeholders={data.placeholders}>
          <div className="set-choice" role="group" aria-label={t('script.language')}>
            {LANGUAGES.map((one) => (
              <button key={one} type="button" aria-pressed={one === language} onClick={() => { setLanguage(one); }}>{t(`script.languages.${one}`)}</button>
            ))}
          </div>
        </ScriptEditor>
      ) : null}
    </div>
  );
}
