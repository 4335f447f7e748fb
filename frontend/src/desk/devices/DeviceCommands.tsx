import { BellRing, LocateFixed, MessageSquare } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Command, Device } from '../../api/types';
import { Button } from '../../ui/Button';
import { focusOnMount } from '../dialogs/useDialog';
import { errorReason } from '../errorReason';
import { clockTime } from '../format';
import { useCommand, useCommands } from './queries';

const LONGEST = 100;

/** What a device can be asked to do, and what became of the last few requests. */
export function DeviceCommands({ device }: { device: Device }) {
  const { t } = useTranslation('devices');
  const { data: commands, error } = useCommands(device.id);
  const ask = useCommand(device.id);
  const [writing, setWriting] = useState(false);
  const watch = device.kind === 'watch';
  return (
    <section className="desk-outings" aria-label={t('title', { id: device.unique_id })}>
      <header><h3>{t('title', { id: device.unique_id })}</h3></header>
      <div className="desk-asks">
        <Button disabled={ask.isPending} icon={<LocateFixed aria-hidden="true" />} onClick={() => { ask.mutate({ command: 'locate' }); }}>{t('ask.locate')}</Button>
        {watch && <Button disabled={ask.isPending} icon={<BellRing aria-hidden="true" />} onClick={() => { ask.mutate({ command: 'find' }); }}>{t('ask.find')}</Button>}
        {watch && <Button icon={<MessageSquare aria-hidden="true" />} aria-expanded={writing} onClick={() => { setWriting(!writing); }}>{t('ask.message')}</Button>}
      </div>
      {writing && <Text busy={ask.isPending} onSend={(text) => { ask.mutate({ command: 'message', text }, { onSuccess: () => { setWriting(false); } }); }} />}
      {ask.error && <p role="alert" className="desk-hint">{t('failed', { reason: errorReason(ask.error) })}</p>}
      {error && <p className="desk-empty">{t('readFailed', { reason: errorReason(error) })}</p>}
      {commands?.map((command) => <Row key={command.id} command={command} />)}
    </section>
  );
}

function Text({ busy, onSend }: { busy: boolean; onSend: (text: string) => void }) {
  const { t } = useTranslation('devices');
  const [text, setText] = useState('');
  return (
    <form className="desk-asks" onSubmit={(e) => { e.preventDefault(); if (text.trim()) onSend(text.trim()); }}>
      <input ref={focusOnMount} aria-label={t('text')} placeholder={t('text')} maxLength={LONGEST} value={text} onChange={(e) => { setText(e.target.value); }} />
      <Button type="submit" variant="primary" disabled={busy || text.trim() === ''}>{t('send')}</Button>
    </form>
  );
}

function Row({ command }: { command: Command }) {
  const { t } = useTranslation('devices');
  const said = typeof command.parameters.text === 'string' ? command.parameters.text : null;
  return (
    <div className={`desk-outing asked ${command.state}`}>
      <b>{t(`ask.${command.command}`)}</b>
      <em>{t(`state.${command.state}`)}</em>
      <span>{t('by', { name: command.requested_by.name, time: clockTime(command.answered_at ?? command.sent_at ?? command.requested_at) })}</span>
      {said && <p>{said}</p>}
    </div>
  );
}
