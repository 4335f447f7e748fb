import { useTranslation } from 'react-i18next';
import { useNow } from '../../state/store';
import { errorReason } from '../errorReason';
import { useDirectivePreview, type Reach } from './queries';
import { shortTime } from './times';

/** "This puts 1,240 elders into stay-home until …", before anybody confirms it. */
export function DirectivePreview({ reach, to }: { reach: Reach | null; to: number | null }) {
  const { t, i18n } = useTranslation('plans');
  const now = useNow(60_000);
  const { data, error } = useDirectivePreview(reach);
  if (error) return <p role="alert" className="desk-hint">{t('directives.failed', { reason: errorReason(error) })}</p>;
  if (!data || to === null) return null;
  const until = shortTime(new Date(to).toISOString(), now);
  const many = (n: number): string => n.toLocaleString(i18n.language);
  return (
    <p className="desk-hint" role="status">
      {data.elders === 0 ? t('directives.previewNone') : t('directives.preview', { elders: many(data.elders), outside: many(data.outside), until })}
    </p>
  );
}
