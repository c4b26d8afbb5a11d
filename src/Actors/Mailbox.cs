namespace Smp.Actors;

/// <summary>A ring of messages, first in, first out. Allocates only when it has to grow.</summary>
internal struct Mailbox
{
    private Message[] _items;
    private int _head;
    private int _count;

    internal readonly bool IsEmpty => _count == 0;

    internal void Enqueue(in Message message)
    {
        _items ??= new Message[4];
        if (_count == _items.Length)
        {
            var larger = new Message[_count * 2];
            for (int i = 0; i < _count; i++)
            {
                larger[i] = _items[(_head + i) & (_items.Length - 1)];
            }

            _items = larger;
            _head = 0;
        }

        _items[(_head + _count++) & (_items.Length - 1)] = message;
    }

    internal Message Dequeue()
    {
        var message = _items[_head];
        _head = (_head + 1) & (_items.Length - 1);
        _count--;
        return message;
    }

    internal void Clear()
    {
        _head = 0;
        _count = 0;
    }
}
