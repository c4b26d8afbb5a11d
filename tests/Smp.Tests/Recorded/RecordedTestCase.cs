using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Smp.Tests.Recorded;

/// <summary>A case of <see cref="RecordedAttribute"/>.</summary>
public sealed class RecordedTestCase : XunitTestCase
{
    private string? _skip;

    /// <summary>For xunit, which reads it back from its serialized form.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Called by the de-serializer")]
    public RecordedTestCase()
    {
    }

    internal RecordedTestCase(
        IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method, string record, string? skip)
        : base(sink, display, options, method, [record])
        => _skip = skip is null ? null : $"{record} no longer fits: {skip}; smp explore --engine coyote --record renews it";

    /// <inheritdoc/>
    protected override string GetSkipReason(IAttributeInfo factAttribute) => _skip!;

    /// <inheritdoc/>
    public override void Serialize(IXunitSerializationInfo data)
    {
        base.Serialize(data);
        data.AddValue("skip", _skip);
    }

    /// <inheritdoc/>
    public override void Deserialize(IXunitSerializationInfo data)
    {
        _skip = data.GetValue<string?>("skip");
        base.Deserialize(data);
    }
}
