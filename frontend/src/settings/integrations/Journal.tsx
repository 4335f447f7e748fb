import { useTranslation } from 'react-i18next';
import type { Integration, JournalMessage } from '../../api/types';
import { Button } from '../../ui/Button';
import { errorText } from '../../ui/errorText';
import { when } from '../when';
import { useJournal } from './queries';

/** What was refused and why; of a sandbox everything. Raw messages open on demand: they are long. */
export function Journal({ integration }: { integration: Integration }) {
  const { t } = useTranslation('settings');
  const { data, error, hasNextPage, fetchNextPage } = useJournal(integration.id);
  const messages = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <h3>{t(integration.sandbox ? 'journal.all' : 'journal.refused')}</h3>
      {error ? <p className="bad" role="alert">{t('readFailed', { reason: errorText(error) })}</p> : null}
      {data && messages.length === 0 ? <p className="set-note">{t('journal.none')}</p> : null}
      <ol className="set-journal" aria-label={t(integration.sandbox ? 'journal.all' : 'journal.refused')}>
        {messages.map((one) => <Message key={one.id} message={one} />)}
      </ol>
      {hasNextPage ? <Button onClick={() => { void fetchNextPage(); }}>{t('more')}</Button> : null}
    </>
  );
}

function Message({ message }: { message: JournalMessage }) {
  const { t } = useTranslation('settings');
  return (
    <li>
      <p><b>{when(message.received_at)}</b> {message.wire} <small>{t('journal.counts', { count: message.count, refused: message.refused })}</small></p>
      <ul>
        {message.items.map((item) => (
          <li key={item.index} className={item.status === 'refused' ? 'bad' : undefined}>
            {t('journal.item', { nth: item.index + 1 })} {t(`journal.status.${item.status as 'refused'}`, { defaultValue: item.status })}
            {item.code ? <code>{item.code}</code> : null} {item.detail}
          </li>
        ))}
      </ul>
      <details><summary>{t('journal.raw')}</summary><pre>{message.raw}</pre></details>
    </li>
  );
}
