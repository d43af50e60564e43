using Freshmaker.Host.GraphQL;
using Freshmaker.Host.GraphQL.Persisted;
using Freshmaker.Host.GraphQL.Ui;
using Freshmaker.Host.Graphs;
using Freshmaker.Host.Operations;
using Freshmaker.Host.Rest;
using Freshmaker.Host.Security;
using JasperFx;

var builder = WebApplication.CreateBuilder(args);
if (builder.AddSettingsFiles() is { } unreadable)
    return Refusal.Of([unreadable]);
builder.AddLogging();

var (settings, errors) = FreshmakerSettings.Read(builder.Configuration, builder.Environment.IsDevelopment());
if (errors.Count > 0)
    return Refusal.Of(errors);

builder.AddFreshmaker(settings);
builder.WebHost.UseUrls($"http://127.0.0.1:{settings.Port}");

var app = builder.Build();
if (await PersistedDocumentCheck.FaultsAsync(app.Services) is { Count: > 0 } faults)
    return Refusal.Of([.. faults.Select(fault => $"{GraphQLSettings.FolderKey}: {fault}")]);
app.UseFreshmakerSecurity();
app.UseFreshmakerRest();
app.MapHealth();
app.MapFreshmakerGraphQL("/graphql");
app.MapGraphiQL("/graphql/ui");
app.MapRest();
app.MapPlanGraphs();

// Verbs (resources, projections, storage, codegen, …) are JasperFx's; without one the service runs, and writes nothing but its log.
if (args.Length > 0)
    return await app.RunJasperFxCommands(args);
try
{
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (Refusal.WordsFor(e, settings) is { } words)
{
    return Refusal.Of(words);
}
