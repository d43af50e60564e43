using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Sandbox.Faults;

namespace Freshmaker.Integrations.Tests.Images;

/// <summary>What goes wrong on the way, for every image catalogue.</summary>
public abstract class ImageCatalogueFaults : ImageCatalogueTest
{
    string Key => System.ToLowerInvariant();

    [Theory]
    [InlineData(Garbage.Html, "the body is not JSON")]
    [InlineData(Garbage.Truncated, "the body is not JSON")]
    [InlineData(Garbage.Nonsense, "must be a")]
    public async Task What_is_no_answer_is_a_fault_of_the_system_and_the_call(Garbage garbage, string text)
    {
        Sandbox.Faults.Set(Key, new() { Garbage = garbage });

        foreach (var asking in Questions(Catalogue()))
        {
            var fault = await Should.ThrowAsync<OutsideFault>(asking);
            fault.System.ShouldBe(System);
            fault.Call.ShouldStartWith("POST ");
            fault.Text.ShouldContain(text);
        }
    }

    [Fact]
    public async Task A_passing_failure_is_tried_again_though_it_is_a_post()
    {
        Sandbox.Faults.Set(Key, new() { Status = 502, Times = 2 });

        (await Catalogue().ByNvrAsync(["web-container-1-5"], null, Stop)).Count.ShouldBe(1);

        Calls.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task A_failure_that_stays_is_a_fault_with_its_status_and_words()
    {
        Sandbox.Faults.Set(Key, new() { Status = 500 });

        (await Should.ThrowAsync<OutsideFault>(Questions(Catalogue())[0])).Text.ShouldMatch("^HTTP 500.*The sandbox was told to answer so.");
        Calls.ShouldBe(3);
    }

    [Fact]
    public async Task No_answer_in_time_is_a_fault()
    {
        Sandbox.Faults.Set(Key, new() { Hang = true });

        (await Should.ThrowAsync<OutsideFault>(Questions(Catalogue(limits: Quick.Impatient))[0])).Text.ShouldBe("no answer within 0.3 s");
    }

    [Fact]
    public async Task The_first_fault_ends_the_other_parts_of_a_question()
    {
        Sandbox.Faults.Set(Key, new() { Status = 400 });

        await Should.ThrowAsync<OutsideFault>(() => Catalogue(small: true, limits: Quick.Limits with { MaxConcurrency = 2 }).ByNvrAsync([.. ManyImages.Nvrs(200)], [], Stop));

        Calls.ShouldBeLessThan(20); // of a hundred
    }

    [Fact]
    public async Task The_callers_own_cancellation_stays_one()
    {
        Sandbox.Faults.Set(Key, new() { Hang = true });
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var asking = Catalogue().ByNvrAsync(["web-container-1-5"], null, given.Token);
        await UntilAsync(() => Calls, count => count == 1, "the request");

        await given.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asking);
    }

    protected static IReadOnlyList<Func<Task>> Questions(IImageCatalogue catalogue) =>
    [
        () => catalogue.RepositoriesAsync(true, null, Stop),
        () => catalogue.RepositoriesByPathAsync([("registry.example.com", "acme/web")], Stop),
        () => catalogue.ContainingAsync(["zlib"], [SmallImages.BaseOs], ["acme/web"], ["latest"], true, Stop),
        () => catalogue.ByNvrAsync(["web-container-1-5"], null, Stop),
        () => catalogue.PublishedAsync(["web-container"], ["zlib"], Stop),
    ];
}
