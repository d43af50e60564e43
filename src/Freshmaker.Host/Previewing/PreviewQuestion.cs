using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Domain.Messages;
using Freshmaker.Host.Commands;

namespace Freshmaker.Host.Previewing;

/// <summary>What a preview is asked of: a message, or something that a message could tell.</summary>
public abstract record PreviewQuestion
{
    /// <param name="Topic">The full topic.</param>
    /// <param name="Body">The payload.</param>
    public sealed record OfMessage(string Topic, JsonElement Body) : PreviewQuestion;

    public sealed record OfTrigger(Trigger Trigger) : PreviewQuestion;

    public sealed record OfRequest(RequestKind Kind, JsonObject Body) : PreviewQuestion;
}
