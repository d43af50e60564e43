using System.Text;
using Freshmaker.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Freshmaker.Integrations.Tests.Images;

/// <summary>Real answers of catalogues, mutated.</summary>
internal static class Mutations
{
    static readonly JsonMutation Odd = new("\"a-b-c\"", "\"-1-1\"", "\"2031-01-01\"", "\"99999-01-01T00:00:00Z\"");

    /// <param name="answers">Whole bodies to begin with.</param>
    /// <param name="look">What is done with a body.</param>
    public static void ForAll(IReadOnlyList<string> answers, Action<byte[]> look) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1500),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var choice = new Choices(bytes);
            var text = answers[choice.Of(answers.Count)];
            look(choice.Of(4) == 0 ? JsonMutation.Spoil(Encoding.UTF8.GetBytes(text), choice.Of(6) + 1, choice) : Odd.Mutate(text, choice));
        }));
}

/// <summary>Answers without a server.</summary>
internal sealed class Stub(Func<HttpRequestMessage, byte[]> answer) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage { Content = new ByteArrayContent(answer(request)) });
}
