using System.Text.Json;
using Freshmaker.Domain.Handlers.Images;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Freshmaker.Host.Commands;
using Freshmaker.Host.GraphQL;
using Freshmaker.Host.Previewing;
using Freshmaker.Host.Publishing;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rebuilding.Bursts;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Rebuilding.Outside;
using Freshmaker.Host.Rebuilding.Reconciling;
using Freshmaker.Host.Rest;
using Freshmaker.Host.Security;
using Freshmaker.Integrations.DistGit;
using Freshmaker.Integrations.Mbs;
using Freshmaker.Integrations.Pdc;
using Freshmaker.Projections;
using JasperFx;
using JasperFx.Core;
using JasperFx.Events;
using JasperFx.Resources;
using Marten;
using Marten.Exceptions;
using Npgsql;
using Weasel.Core;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Marten;

namespace Freshmaker.Host.Operations;

/// <summary>Puts the parts together.</summary>
public static class Composition
{
    /// <summary>Most connections that queries take at once; further ones wait.</summary>
    const int ReadingConnections = 12;

    /// <summary>Bytes that a query's connection takes from the socket at once. A page has up to some hundred kilobytes, and each read is a wait.</summary>
    const int ReadingBuffer = 64 * 1024;

    /// <summary>The longest that one message may take: an outside call may wait for a slow system; its own time-outs are shorter.</summary>
    public static readonly TimeSpan LongestMessage = 10.Minutes();

    public static void AddFreshmaker(this WebApplicationBuilder builder, FreshmakerSettings settings)
    {
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(settings.Policy);
        services.AddSingleton(settings.Retry);
        services.AddSingleton(settings.Reconcile);
        services.AddSingleton(settings.Builds);
        services.AddSingleton(settings.Sources);
        services.AddSingleton(settings.Bus);
        services.AddSingleton(new Jitter(new Random()));
        services.AddSingleton(_ => NpgsqlDataSource.Create(settings.Postgres)); // made by the container, so that it closes the connections at the end
        services.AddSingleton<ProjectionProgress>();

        services.AddPdc(settings.Pdc);
        services.AddMbs(settings.Mbs, settings.DistGit);
        services.AddDistGit(settings.DistGit);
        services.AddImageSystems(settings.Images);

        services.AddSingleton(new MessageParsers(settings.Bus.TopicPrefixes));
        services.AddSingleton<BusMetrics>();
        services.AddSingleton<BusConnection>();
        services.AddSingleton<Intake>();
        services.AddSingleton<RebuildCache>(_ => new());
        services.AddSingleton(settings.Planning);
        services.AddSingleton<IImagePolicies>(new ImagePolicies(settings.Policy, settings.Builds.DryRun));
        services.AddSingleton<IEarlierRebuilds, EarlierRebuilds>();
        services.AddSingleton<ImageSources>();
        services.AddSingleton<Preview>();
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<Previews>(p, (Func<ISourceRepository>)p.GetRequiredService<ISourceRepository>));
        services.AddSingleton<RebuildOrders>();
        services.AddSingleton<RebuildRequests>();
        services.AddSingleton<Moments>();
        services.AddSingleton<RebuildStore>();
        services.AddSingleton(p => new Overtakers(p.GetRequiredService<RepairBus>()));
        services.AddSingleton<OutsideUrls>();
        services.AddSingleton<TakenTasks>();
        services.AddSingleton<CancelRequests>();
        services.AddSingleton<FoundModuleBuild>();
        services.AddSingleton<RepairBus>();
        services.AddSingleton<Silence>();
        services.AddSingleton<ModulesInFlight>();
        services.AddSingleton<TasksInFlight>();
        services.AddSingleton<ComposesInFlight>();
        services.AddSingleton<WorkLocks>();
        services.AddSingleton<OutsideStep>();
        services.AddSingleton(provider => new RebuildHandlers(
            settings.Handlers.Select(type => (Domain.Handlers.IRebuildHandler)ActivatorUtilities.CreateInstance(provider, type))));

        services.AddMarten(m => ConfigureMarten(m, settings))
            .UseLightweightSessions()
            .UseNpgsqlDataSource()
            .IntegrateWithWolverine(i =>
            {
                i.MessageStorageSchemaName = settings.WolverineSchema;
                i.UseWolverineManagedEventSubscriptionDistribution = true;
            })
            .AddStateChangePublishing();
        services.AddKeyedSingleton(ReadModels.Reading, (_, _) => NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(settings.Postgres)
            {
                MaxPoolSize = ReadingConnections,
                MaxAutoPrepare = 100, // readers ask the same few statements again and again
                AutoPrepareMinUsages = 2,
                ReadBufferSize = ReadingBuffer,
                NoResetOnClose = true, // a statement that only reads leaves nothing behind in its session
            }));
        services.AddReadModelQueries(settings.ViewsSchema);
        services.AddSingleton(p => new RefusedMessages(p.GetRequiredKeyedService<NpgsqlDataSource>(ReadModels.Reading), settings.WolverineSchema));
        services.AddSingleton(settings.GraphQL.Documents);
        services.AddFreshmakerGraphQL(settings.GraphQL.Apply);
        builder.AddFreshmakerSecurity(settings.Security);

        services.AddFreshmakerRest();
        builder.Host.UseWolverine(w => ConfigureWolverine(w, settings));
        services.AddHostedService<StartInTurn>();
        services.AddResourceSetupOnStartup();

        // After Wolverine, which starts first: nothing is taken before its queues and tables are there.
        services.AddSingleton<BusListener>();
        services.AddHostedService(p => p.GetRequiredService<BusListener>());
        services.AddHostedService<Reconciler>();
        services.AddHostedService<TurnGiver>();
        services.AddHostedService<OutsideMetrics>();
    }

    static void ConfigureMarten(StoreOptions m, FreshmakerSettings settings)
    {
        m.DatabaseSchemaName = settings.Schema;
        m.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase, options =>
            options.AllowOutOfOrderMetadataProperties = true); // jsonb orders members itself, so a discriminator is not always first
        m.Events.StreamIdentity = StreamIdentity.AsString;
        m.Events.UseMandatoryStreamTypeDeclaration = true;
        m.Events.MetadataConfig.EnableAll();
        m.Projections.FastPollingTime = 100.Milliseconds();
        m.Events.UseArchivedStreamPartitioning = true;
        m.Projections.Errors.SkipApplyErrors = false; // an audit service must stop rather than skip
        EventNames.Map(m.Events);
        RebuildIndex.Configure(m);
        m.AddReadModels(settings.ViewsSchema);
    }

    static void ConfigureWolverine(WolverineOptions w, FreshmakerSettings settings)
    {
        w.ServiceName = "freshmaker";
        w.ApplicationAssembly = typeof(Composition).Assembly;
        w.MultipleHandlerBehavior = MultipleHandlerBehavior.Separated;
        w.DefaultExecutionTimeout = LongestMessage;
        w.Durability.Mode = settings.SingleNode ? DurabilityMode.Solo : DurabilityMode.Balanced;
        // Only we write to our inbox, and what was written has to be read again: one plan that is over the limit would keep all that waits with it from being taken
        // up after a crash.
        w.MaxIncomingEnvelopeDataSize = int.MaxValue;
        w.Durability.MessageIdentity = MessageIdentity.IdAndDestination;
        w.Durability.KeepAfterMessageHandling = 1.Hours();
        w.Durability.DeadLetterQueueExpirationEnabled = false; // a message that could not be taken stays until a person decides
        w.Durability.ScheduledJobPollingTime = 1.Seconds();
        // What this node could not put away during a database outage is taken up again without a restart. What it only has had in hand for so long, another
        // node may take up too: the locks on work keep it from being done twice.
        w.Durability.InboxStaleTime = 1.Minutes();
        // A killed node is noticed within about half a minute instead of two; shorter, and a busy node would be taken for a dead one.
        w.Durability.HealthCheckPollingTime = 5.Seconds();
        w.Durability.StaleNodeTimeout = 30.Seconds();
        w.Durability.CheckAssignmentPeriod = 5.Seconds();

        // Typed HTTP clients come from a factory, which generated code cannot call by itself.
        w.CodeGeneration.AlwaysUseServiceLocationFor<IModuleBuildSystem>();
        w.CodeGeneration.AlwaysUseServiceLocationFor<ISourceRepository>();
        w.CodeGeneration.AlwaysUseServiceLocationFor<IImageBuildSystem>();
        w.CodeGeneration.AlwaysUseServiceLocationFor<IComposes>();

        w.Policies.AutoApplyTransactions();
        w.Policies.UseDurableLocalQueues();
        w.Policies.ForMessagesOfType<IRebuildCommand>().AddMiddleware(typeof(NameRebuildMiddleware));
        w.Policies.ForMessagesOfType<Work>().AddMiddleware(typeof(NameRebuildMiddleware));
        w.Policies.ForMessagesOfType<IRebuildCommand>().AddMiddleware(typeof(OpenRebuildMiddleware));
        w.MessagePartitioning
            .ByMessage<IRebuildCommand>(command => command.RebuildId)
            .PublishToPartitionedLocalMessaging("rebuilds", 4, t => t.MessagesImplementing<IRebuildCommand>());
        BurstBatcher.Take<RecordTaskStart>(w);
        BurstBatcher.Take<RecordTask>(w);
        BurstBatcher.Take<RecordResult>(w);
        w.AssertBatchExecutionIsSequenced();
        w.PublishMessage<PlanWithHandler>().ToLocalQueue("planning").MaximumParallelMessages(8).UseDurableInbox();
        w.PublishMessage<BumpSource>().ToLocalQueue("sources").MaximumParallelMessages(4).UseDurableInbox();
        w.PublishMessage<SubmitModuleBuild>().ToLocalQueue("builds").MaximumParallelMessages(8).UseDurableInbox();
        w.PublishMessage<CancelModuleBuild>().ToLocalQueue("builds");
        w.PublishMessage<SubmitImageBuild>().ToLocalQueue("images").MaximumParallelMessages(8).UseDurableInbox();
        w.PublishMessage<VerifyImage>().ToLocalQueue("images");
        w.PublishMessage<CancelImageBuild>().ToLocalQueue("images");
        w.PublishMessage<AskAboutTask>().ToLocalQueue("images");
        w.PublishMessage<AskForCompose>().ToLocalQueue("composes").MaximumParallelMessages(8).UseDurableInbox();
        w.PublishMessage<WakeBuild>().ToLocalQueue("composes");
        w.PublishMessage<BusDelivery>().ToLocalQueue("deliveries").MaximumParallelMessages(4).UseDurableInbox();

        w.OnException<MessageRefusedException>().MoveToErrorQueue();
        // Attempts are counted over all rules, so rules that must not give up end in one that goes on for ever.
        w.OnException<Exception>(Races.IsLost, "somebody else was quicker")
            .RetryWithCooldown(20.Milliseconds(), 50.Milliseconds(), 100.Milliseconds(), 250.Milliseconds(), 500.Milliseconds(), 1.Seconds()).WithFullJitter()
            .Then.ScheduleRetryIndefinitely(1.Seconds(), 2.Seconds(), 5.Seconds(), 15.Seconds(), 1.Minutes());
        w.OnException<OutsideFault>().ScheduleRetryIndefinitely(5.Seconds(), 30.Seconds(), 2.Minutes(), 10.Minutes(), 1.Hours());
        // The database is away: there is nowhere to put the message, so it is kept in hand. What a crash takes from the hand is in the inbox.
        w.OnException<Exception>(Outage.Is, "the database is away")
            .RetryWithCooldown([.. Enumerable.Range(1, 20).Select(i => Math.Min(i, 10).Seconds())]).Then.RequeueIndefinitely();
        w.OnAnyException().RetryWithCooldown(100.Milliseconds(), 1.Seconds()).Then.MoveToErrorQueue();
    }
}
