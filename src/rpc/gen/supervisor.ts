import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from './google/protobuf/Duration.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.ts';
import type { BreakLeaseRequest as _imageserving_v1_BreakLeaseRequest, BreakLeaseRequest__Output as _imageserving_v1_BreakLeaseRequest__Output } from './imageserving/v1/BreakLeaseRequest.ts';
import type { CancelOperationRequest as _imageserving_v1_CancelOperationRequest, CancelOperationRequest__Output as _imageserving_v1_CancelOperationRequest__Output } from './imageserving/v1/CancelOperationRequest.ts';
import type { ComponentFigures as _imageserving_v1_ComponentFigures, ComponentFigures__Output as _imageserving_v1_ComponentFigures__Output } from './imageserving/v1/ComponentFigures.ts';
import type { ComponentOutcome as _imageserving_v1_ComponentOutcome, ComponentOutcome__Output as _imageserving_v1_ComponentOutcome__Output } from './imageserving/v1/ComponentOutcome.ts';
import type { ComponentStatus as _imageserving_v1_ComponentStatus, ComponentStatus__Output as _imageserving_v1_ComponentStatus__Output } from './imageserving/v1/ComponentStatus.ts';
import type { ConfigurationReport as _imageserving_v1_ConfigurationReport, ConfigurationReport__Output as _imageserving_v1_ConfigurationReport__Output } from './imageserving/v1/ConfigurationReport.ts';
import type { DiagnoseReport as _imageserving_v1_DiagnoseReport, DiagnoseReport__Output as _imageserving_v1_DiagnoseReport__Output } from './imageserving/v1/DiagnoseReport.ts';
import type { DiagnoseRequest as _imageserving_v1_DiagnoseRequest, DiagnoseRequest__Output as _imageserving_v1_DiagnoseRequest__Output } from './imageserving/v1/DiagnoseRequest.ts';
import type { EventBatch as _imageserving_v1_EventBatch, EventBatch__Output as _imageserving_v1_EventBatch__Output } from './imageserving/v1/EventBatch.ts';
import type { EventsRequest as _imageserving_v1_EventsRequest, EventsRequest__Output as _imageserving_v1_EventsRequest__Output } from './imageserving/v1/EventsRequest.ts';
import type { ExitRecord as _imageserving_v1_ExitRecord, ExitRecord__Output as _imageserving_v1_ExitRecord__Output } from './imageserving/v1/ExitRecord.ts';
import type { Fence as _imageserving_v1_Fence, Fence__Output as _imageserving_v1_Fence__Output } from './imageserving/v1/Fence.ts';
import type { Figures as _imageserving_v1_Figures, Figures__Output as _imageserving_v1_Figures__Output } from './imageserving/v1/Figures.ts';
import type { Finding as _imageserving_v1_Finding, Finding__Output as _imageserving_v1_Finding__Output } from './imageserving/v1/Finding.ts';
import type { GetConfigurationRequest as _imageserving_v1_GetConfigurationRequest, GetConfigurationRequest__Output as _imageserving_v1_GetConfigurationRequest__Output } from './imageserving/v1/GetConfigurationRequest.ts';
import type { GetLeaseRequest as _imageserving_v1_GetLeaseRequest, GetLeaseRequest__Output as _imageserving_v1_GetLeaseRequest__Output } from './imageserving/v1/GetLeaseRequest.ts';
import type { GetOperationRequest as _imageserving_v1_GetOperationRequest, GetOperationRequest__Output as _imageserving_v1_GetOperationRequest__Output } from './imageserving/v1/GetOperationRequest.ts';
import type { HostEvent as _imageserving_v1_HostEvent, HostEvent__Output as _imageserving_v1_HostEvent__Output } from './imageserving/v1/HostEvent.ts';
import type { Lease as _imageserving_v1_Lease, Lease__Output as _imageserving_v1_Lease__Output } from './imageserving/v1/Lease.ts';
import type { LeaseReport as _imageserving_v1_LeaseReport, LeaseReport__Output as _imageserving_v1_LeaseReport__Output } from './imageserving/v1/LeaseReport.ts';
import type { LeaseRequest as _imageserving_v1_LeaseRequest, LeaseRequest__Output as _imageserving_v1_LeaseRequest__Output } from './imageserving/v1/LeaseRequest.ts';
import type { LogChunk as _imageserving_v1_LogChunk, LogChunk__Output as _imageserving_v1_LogChunk__Output } from './imageserving/v1/LogChunk.ts';
import type { LogsRequest as _imageserving_v1_LogsRequest, LogsRequest__Output as _imageserving_v1_LogsRequest__Output } from './imageserving/v1/LogsRequest.ts';
import type { NotificationTrial as _imageserving_v1_NotificationTrial, NotificationTrial__Output as _imageserving_v1_NotificationTrial__Output } from './imageserving/v1/NotificationTrial.ts';
import type { Operation as _imageserving_v1_Operation, Operation__Output as _imageserving_v1_Operation__Output } from './imageserving/v1/Operation.ts';
import type { OperationEvent as _imageserving_v1_OperationEvent, OperationEvent__Output as _imageserving_v1_OperationEvent__Output } from './imageserving/v1/OperationEvent.ts';
import type { OperationRequest as _imageserving_v1_OperationRequest, OperationRequest__Output as _imageserving_v1_OperationRequest__Output } from './imageserving/v1/OperationRequest.ts';
import type { Progress as _imageserving_v1_Progress, Progress__Output as _imageserving_v1_Progress__Output } from './imageserving/v1/Progress.ts';
import type { ReleaseLeaseRequest as _imageserving_v1_ReleaseLeaseRequest, ReleaseLeaseRequest__Output as _imageserving_v1_ReleaseLeaseRequest__Output } from './imageserving/v1/ReleaseLeaseRequest.ts';
import type { StatusReport as _imageserving_v1_StatusReport, StatusReport__Output as _imageserving_v1_StatusReport__Output } from './imageserving/v1/StatusReport.ts';
import type { StatusRequest as _imageserving_v1_StatusRequest, StatusRequest__Output as _imageserving_v1_StatusRequest__Output } from './imageserving/v1/StatusRequest.ts';
import type { SupervisorClient as _imageserving_v1_SupervisorClient, SupervisorDefinition as _imageserving_v1_SupervisorDefinition } from './imageserving/v1/Supervisor.ts';
import type { SupervisorStatus as _imageserving_v1_SupervisorStatus, SupervisorStatus__Output as _imageserving_v1_SupervisorStatus__Output } from './imageserving/v1/SupervisorStatus.ts';
import type { TestNotificationsReport as _imageserving_v1_TestNotificationsReport, TestNotificationsReport__Output as _imageserving_v1_TestNotificationsReport__Output } from './imageserving/v1/TestNotificationsReport.ts';
import type { TestNotificationsRequest as _imageserving_v1_TestNotificationsRequest, TestNotificationsRequest__Output as _imageserving_v1_TestNotificationsRequest__Output } from './imageserving/v1/TestNotificationsRequest.ts';
import type { Usage as _imageserving_v1_Usage, Usage__Output as _imageserving_v1_Usage__Output } from './imageserving/v1/Usage.ts';
import type { UsagePoint as _imageserving_v1_UsagePoint, UsagePoint__Output as _imageserving_v1_UsagePoint__Output } from './imageserving/v1/UsagePoint.ts';
import type { UsageSeries as _imageserving_v1_UsageSeries, UsageSeries__Output as _imageserving_v1_UsageSeries__Output } from './imageserving/v1/UsageSeries.ts';
import type { UsagesReport as _imageserving_v1_UsagesReport, UsagesReport__Output as _imageserving_v1_UsagesReport__Output } from './imageserving/v1/UsagesReport.ts';
import type { UsagesRequest as _imageserving_v1_UsagesRequest, UsagesRequest__Output as _imageserving_v1_UsagesRequest__Output } from './imageserving/v1/UsagesRequest.ts';
import type { WatchEvent as _imageserving_v1_WatchEvent, WatchEvent__Output as _imageserving_v1_WatchEvent__Output } from './imageserving/v1/WatchEvent.ts';
import type { WatchRequest as _imageserving_v1_WatchRequest, WatchRequest__Output as _imageserving_v1_WatchRequest__Output } from './imageserving/v1/WatchRequest.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      Duration: MessageTypeDefinition<_google_protobuf_Duration, _google_protobuf_Duration__Output>
      Timestamp: MessageTypeDefinition<_google_protobuf_Timestamp, _google_protobuf_Timestamp__Output>
    }
  }
  imageserving: {
    v1: {
      BreakLeaseRequest: MessageTypeDefinition<_imageserving_v1_BreakLeaseRequest, _imageserving_v1_BreakLeaseRequest__Output>
      CancelOperationRequest: MessageTypeDefinition<_imageserving_v1_CancelOperationRequest, _imageserving_v1_CancelOperationRequest__Output>
      ComponentAction: EnumTypeDefinition
      ComponentFigures: MessageTypeDefinition<_imageserving_v1_ComponentFigures, _imageserving_v1_ComponentFigures__Output>
      ComponentOutcome: MessageTypeDefinition<_imageserving_v1_ComponentOutcome, _imageserving_v1_ComponentOutcome__Output>
      ComponentState: EnumTypeDefinition
      ComponentStatus: MessageTypeDefinition<_imageserving_v1_ComponentStatus, _imageserving_v1_ComponentStatus__Output>
      ConfigurationReport: MessageTypeDefinition<_imageserving_v1_ConfigurationReport, _imageserving_v1_ConfigurationReport__Output>
      Desired: EnumTypeDefinition
      DiagnoseReport: MessageTypeDefinition<_imageserving_v1_DiagnoseReport, _imageserving_v1_DiagnoseReport__Output>
      DiagnoseRequest: MessageTypeDefinition<_imageserving_v1_DiagnoseRequest, _imageserving_v1_DiagnoseRequest__Output>
      EventBatch: MessageTypeDefinition<_imageserving_v1_EventBatch, _imageserving_v1_EventBatch__Output>
      EventsRequest: MessageTypeDefinition<_imageserving_v1_EventsRequest, _imageserving_v1_EventsRequest__Output>
      ExitRecord: MessageTypeDefinition<_imageserving_v1_ExitRecord, _imageserving_v1_ExitRecord__Output>
      Fence: MessageTypeDefinition<_imageserving_v1_Fence, _imageserving_v1_Fence__Output>
      Figures: MessageTypeDefinition<_imageserving_v1_Figures, _imageserving_v1_Figures__Output>
      Finding: MessageTypeDefinition<_imageserving_v1_Finding, _imageserving_v1_Finding__Output>
      GetConfigurationRequest: MessageTypeDefinition<_imageserving_v1_GetConfigurationRequest, _imageserving_v1_GetConfigurationRequest__Output>
      GetLeaseRequest: MessageTypeDefinition<_imageserving_v1_GetLeaseRequest, _imageserving_v1_GetLeaseRequest__Output>
      GetOperationRequest: MessageTypeDefinition<_imageserving_v1_GetOperationRequest, _imageserving_v1_GetOperationRequest__Output>
      HostEvent: MessageTypeDefinition<_imageserving_v1_HostEvent, _imageserving_v1_HostEvent__Output>
      HostEventKind: EnumTypeDefinition
      Lease: MessageTypeDefinition<_imageserving_v1_Lease, _imageserving_v1_Lease__Output>
      LeaseReport: MessageTypeDefinition<_imageserving_v1_LeaseReport, _imageserving_v1_LeaseReport__Output>
      LeaseRequest: MessageTypeDefinition<_imageserving_v1_LeaseRequest, _imageserving_v1_LeaseRequest__Output>
      LogChunk: MessageTypeDefinition<_imageserving_v1_LogChunk, _imageserving_v1_LogChunk__Output>
      LogsRequest: MessageTypeDefinition<_imageserving_v1_LogsRequest, _imageserving_v1_LogsRequest__Output>
      NotificationTrial: MessageTypeDefinition<_imageserving_v1_NotificationTrial, _imageserving_v1_NotificationTrial__Output>
      Operation: MessageTypeDefinition<_imageserving_v1_Operation, _imageserving_v1_Operation__Output>
      OperationEvent: MessageTypeDefinition<_imageserving_v1_OperationEvent, _imageserving_v1_OperationEvent__Output>
      OperationKind: EnumTypeDefinition
      OperationRequest: MessageTypeDefinition<_imageserving_v1_OperationRequest, _imageserving_v1_OperationRequest__Output>
      OperationResult: EnumTypeDefinition
      Progress: MessageTypeDefinition<_imageserving_v1_Progress, _imageserving_v1_Progress__Output>
      ReleaseLeaseRequest: MessageTypeDefinition<_imageserving_v1_ReleaseLeaseRequest, _imageserving_v1_ReleaseLeaseRequest__Output>
      Severity: EnumTypeDefinition
      StatusReport: MessageTypeDefinition<_imageserving_v1_StatusReport, _imageserving_v1_StatusReport__Output>
      StatusRequest: MessageTypeDefinition<_imageserving_v1_StatusRequest, _imageserving_v1_StatusRequest__Output>
      /**
       * Controls and reports on the Server Supervisor of one host.
       * 
       * Every mutation is an operation with an id made by the caller. It lives on the agent: it goes on when the call that
       * asked for it ends, and the same id again answers with the same operation and never acts twice.
       * Errors carry google.rpc.Status details with ErrorInfo {reason, domain: "imageserving", metadata}.
       */
      Supervisor: SubtypeConstructor<typeof grpc.Client, _imageserving_v1_SupervisorClient> & { service: _imageserving_v1_SupervisorDefinition }
      SupervisorState: EnumTypeDefinition
      SupervisorStatus: MessageTypeDefinition<_imageserving_v1_SupervisorStatus, _imageserving_v1_SupervisorStatus__Output>
      TestNotificationsReport: MessageTypeDefinition<_imageserving_v1_TestNotificationsReport, _imageserving_v1_TestNotificationsReport__Output>
      TestNotificationsRequest: MessageTypeDefinition<_imageserving_v1_TestNotificationsRequest, _imageserving_v1_TestNotificationsRequest__Output>
      Usage: MessageTypeDefinition<_imageserving_v1_Usage, _imageserving_v1_Usage__Output>
      UsagePoint: MessageTypeDefinition<_imageserving_v1_UsagePoint, _imageserving_v1_UsagePoint__Output>
      UsageSeries: MessageTypeDefinition<_imageserving_v1_UsageSeries, _imageserving_v1_UsageSeries__Output>
      UsagesReport: MessageTypeDefinition<_imageserving_v1_UsagesReport, _imageserving_v1_UsagesReport__Output>
      UsagesRequest: MessageTypeDefinition<_imageserving_v1_UsagesRequest, _imageserving_v1_UsagesRequest__Output>
      WatchEvent: MessageTypeDefinition<_imageserving_v1_WatchEvent, _imageserving_v1_WatchEvent__Output>
      WatchRequest: MessageTypeDefinition<_imageserving_v1_WatchRequest, _imageserving_v1_WatchRequest__Output>
    }
  }
}

