import { useTranslation } from 'react-i18next';
import type { Caller } from '../../api/types';

/** "张秀英", or whose contact it is. */
export function CallerName({ caller }: { caller: Caller }) {
  const { t } = useTranslation('desk');
  if (!caller.contact_name) return <>{caller.elder_name}</>;
  const who = caller.relation ? t('call.relationWith', { name: caller.contact_name, relation: caller.relation }) : caller.contact_name;
  return <>{t('inbound.about', { elder: caller.elder_name, who })}</>;
}
