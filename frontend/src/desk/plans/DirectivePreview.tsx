import { useTranslation } from 'react-i18next';
import { useNow } from '../../state/store';
import { errorReason } from '../errorReason';
import { useDirectivePreview, type Reach } from './queries';
import type { Span } from './span';
import { shortTime } from './times';

/** "This puts 1,240 elders into stay-home from … until …", before anybody confirms it. */
export function DirectivePreview({ reach, span }: { reach: Reach | null; span: Span | null }) {
  const { t, i18n } = useTranslation('plans');
  const now = useNow(60_000);
  const { data, error } = useDirectivePreview(reach);
  if (error) return <p role="alert" className="desk-hint">{t('directives.failed', { reason: errorReason(error) })}</p>;
  if (!data || span === null) return null;
  const short = (ms: number): string => shortTime(new Date(ms).toISOString(), now);
  const until = short(span.to);
  const many = (n: number): string => n.toLocaleString(i18n.language);
  return (
    <p className="desk-hint" role="status">
      {data.elders === 0 ? t('directives.previewNone')
        : span.from === null ? t('directives.preview', { elders: many(data.elders), outside: many(data.outside), until })
        : t('directives.previewLater', { elders: many(data.elders), from: short(span.from), until })}
    </p>
  );
}
